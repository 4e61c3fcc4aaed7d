"""Tools of the project that make what the package ships."""
