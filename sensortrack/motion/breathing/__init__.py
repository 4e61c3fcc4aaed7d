"""Breathing in stillness. Experimental, off by default."""
