"""What must hold when things break under load: nothing is lost, nothing is done twice, every chat keeps its order."""
