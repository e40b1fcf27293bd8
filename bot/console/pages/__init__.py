"""The pages of the staff site, one module for each part; each adds its routes with who may come in."""
