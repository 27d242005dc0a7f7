"""Vietnamese text: strings in, values out."""
