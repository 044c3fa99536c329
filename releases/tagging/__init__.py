"""Suggests the terms of a text: from names that stand in it, and from how the organisation tagged such texts before. See decision 38."""
