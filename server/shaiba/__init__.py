"""Shaiba's server: takes signed ops from phones, gives each its place in a log, proves the log with every answer."""

__version__ = "0.1.0"
