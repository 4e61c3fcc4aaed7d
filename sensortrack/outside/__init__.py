"""What comes from outside: files are read behind one guard, and their text is made fit to be shown."""
