"""From the pieces that a phone's recorder gave to segments that players play. Only `epoch` and the child process
(`__main__`) import the codecs (PyAV): a server that packs nothing does not load them."""
