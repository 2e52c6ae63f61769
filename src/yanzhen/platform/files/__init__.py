"""Files on records: what they are by their content, where their bytes lie, who may have them."""
