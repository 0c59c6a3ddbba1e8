"""What an unhappy server plays to whoever connects: it never comes to an end, sends without end, or breaks off."""

from __future__ import annotations


def slow_body(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    server.drip(connection, b"x")


def slow_head(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    server.drip(connection, b"x")


def hints_without_end(server, connection, _):
    server.pour(connection, b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 20)


def continue_without_end(server, connection, _):
    server.drip(connection, b"HTTP/1.1 100 Continue\r\n\r\n")


def silence(server, connection, _):
    server.stopped.wait(20)


def endless(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    server.pour(connection, b"x" * 65_536)


def endless_chunks(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    server.pour(connection, b"1000\r\n" + b"x" * 4096 + b"\r\n")


def announced(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n")
    server.pour(connection, b"x" * 65_536)


def reset_at_once(server, connection, _):
    server.reset(connection)


def reset_in_mid_head(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Ty")
    server.stopped.wait(0.05)
    server.reset(connection)


def reset_in_mid_body(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nnews")
    server.stopped.wait(0.05)
    server.reset(connection)
