"""The room in which journalists read texts before their hour: who is in, what they see, what is on record."""
