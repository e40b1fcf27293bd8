"""The services directory, a library that stands alone; begin at directory.library."""
