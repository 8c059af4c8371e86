"""Knocks: that somebody is to look into the app, and nothing else. Spec: sync/spec/notify.md."""
