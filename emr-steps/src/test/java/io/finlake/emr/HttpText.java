package io.finlake.emr;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request or an answer of HTTP/1.1 as it goes over the wire: its first line and headers, and its
 * body as it was encoded. Whoever gets one is told that the connection ends with it.
 */
final class HttpText {
  private final List<String> head;
  private final byte[] body;

  private HttpText(List<String> head, byte[] body) {
    this.head = List.copyOf(head);
    this.body = body.clone();
  }

  static HttpText of(List<String> head, byte[] body) {
    List<String> lines = new ArrayList<>();
    for (String line : head) {
      // The proxy itself says Continue, and each connection serves one request.
      String name = line.toLowerCase(Locale.ROOT);
      if (!name.startsWith("connection:")
          && !name.startsWith("keep-alive:")
          && !name.startsWith("expect:")) {
        lines.add(line);
      }
    }
    lines.add("Connection: close");
    return new HttpText(lines, body);
  }

  /** What a client asks, whole; empty when it asks nothing and ends. */
  static Optional<HttpText> request(Socket client) throws IOException {
    InputStream in = new BufferedInputStream(client.getInputStream());
    List<String> head = head(in);
    if (head.isEmpty()) {
      return Optional.empty();
    }
    if (header(head, "expect").isPresent()) {
      client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
      client.getOutputStream().flush();
    }
    return Optional.of(of(head, requestBody(head, in)));
  }

  /** What a store answers, to the end of its connection. */
  static HttpText answer(InputStream in) throws IOException {
    List<String> head = head(in);
    while (!head.isEmpty() && head.get(0).startsWith("HTTP/1.1 100")) {
      head = head(in);
    }
    if (head.isEmpty()) {
      throw new EOFException("the store did not answer");
    }
    return of(head, in.readAllBytes());
  }

  private static byte[] requestBody(List<String> head, InputStream in) throws IOException {
    if (header(head, "transfer-encoding").isPresent()) {
      return chunks(in);
    }
    int length = header(head, "content-length").map(Integer::valueOf).orElse(0);
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the client ended before its request did");
    }
    return body;
  }

  /** Chunks as they are, with their lengths. */
  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int length;
    do {
      String line = line(in).orElseThrow(EOFException::new);
      add(body, line);
      length = Integer.parseInt(line.split(";", 2)[0].trim(), 16);
      body.writeBytes(in.readNBytes(length));
      if (length > 0) {
        add(body, line(in).orElseThrow(EOFException::new));
      }
    } while (length > 0);
    for (String trailer : head(in)) {
      add(body, trailer);
    }
    add(body, "");
    return body.toByteArray();
  }

  private static void add(ByteArrayOutputStream body, String line) {
    body.writeBytes((line + "\r\n").getBytes(ISO_8859_1));
  }

  /** Lines to the empty one; none when there are no more bytes. */
  private static List<String> head(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    Optional<String> line = line(in);
    while (line.isPresent() && !line.get().isEmpty()) {
      lines.add(line.get());
      line = line(in);
    }
    return lines;
  }

  private static Optional<String> line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return Optional.empty();
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return Optional.of(line.toString(ISO_8859_1));
  }

  private static Optional<String> header(List<String> head, String name) {
    return head.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).trim())
        .findFirst();
  }

  /** Of a request. */
  String method() {
    return head.get(0).split(" ", 2)[0];
  }

  /** Of an answer: whether what was asked is done. */
  boolean succeeded() {
    return head.get(0).split(" ", 3)[1].startsWith("2");
  }

  byte[] body() {
    return body.clone();
  }

  /** With the length that its head says, another one or none. */
  HttpText withBody(byte[] other) {
    return new HttpText(head, other);
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    head.forEach(line -> add(bytes, line));
    add(bytes, "");
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }
}
