"""Where the phases of an attempt begin and end, in the presence of sway; and how a hold was held."""
