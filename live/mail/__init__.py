"""Mails on their way: the sending loop and the connection to a mail server."""
