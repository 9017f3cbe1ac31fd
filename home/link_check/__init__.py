"""Links that lead nowhere: where they stand, what is wrong with them, and the questions to other sites."""
