"""Getting into the newsroom and staying there: sign-in, second factors, guessing, sessions, invitations, the account log."""
