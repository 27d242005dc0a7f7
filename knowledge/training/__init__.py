"""Learning from questions whose procedure is known: the classifier, and the weights of ranking, deciding and following up."""
