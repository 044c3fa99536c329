"""Tables drawn as charts: SVG made of the table alone, the same for everybody and for ever. Pure, imports no model."""
