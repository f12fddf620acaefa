package io.finlake.emr;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a store on this machine and does to answers what networks and busy stores do, at a
 * stated rate. Each connection serves one request. Which request meets which fault is drawn from
 * the seed in the order in which requests arrive.
 */
final class FaultyProxy implements AutoCloseable {
  private static final int PIECES = 8;
  private static final long PAUSE_MILLIS = 20;
  private static final int PATIENCE_MILLIS = 30_000;

  private final URI store;
  private final Duration silence;
  private final Random random;
  private final ServerSocket server;
  private final ExecutorService threads;
  private final Map<Fault, Long> injected = new EnumMap<>(Fault.class);
  private double rate;
  private long requests;
  private long lostAnswersToPuts;

  private FaultyProxy(URI store, long seed, Duration silence, ServerSocket server) {
    this.store = store;
    this.silence = silence;
    this.random = new Random(seed);
    this.server = server;
    this.threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "faulty-proxy");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** What may happen to a request. */
  enum Fault {
    /** The store says that it failed, and did nothing. */
    ERROR_500,
    /** The store says that it has too much to do, and did nothing. */
    SLOW_DOWN_503,
    /** The connection breaks before the store knows of the request. */
    RESET_BEFORE,
    /** The store has done what was asked, and the connection breaks before the answer. */
    RESET_AFTER,
    /** No answer comes, be it done or not. */
    NO_ANSWER,
    /** Half of the answer's body comes, and the end of the connection. */
    TRUNCATED_BODY,
    /** The answer's body comes in pieces, with pauses. */
    SLOW_BODY;

    private static final List<Fault> OF_ANY =
        List.of(ERROR_500, SLOW_DOWN_503, RESET_BEFORE, RESET_AFTER, NO_ANSWER);
    private static final List<Fault> OF_READING = List.of(values());
  }

  /**
   * Starts one that does nothing to requests until it is given a rate.
   *
   * @param store where requests go
   * @param silence how long a connection is kept without an answer: longer than clients wait
   */
  static FaultyProxy start(URI store, long seed, Duration silence) throws IOException {
    FaultyProxy proxy =
        new FaultyProxy(
            store, seed, silence, new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  /** Where clients are sent instead of to the store. */
  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Of so many requests, between 0 and 1, something happens to each from now on. */
  synchronized void rate(double now) {
    rate = now;
  }

  /** What was done, by kind. */
  synchronized Map<Fault, Long> injected() {
    return new EnumMap<>(injected);
  }

  /** Everything that was done. */
  synchronized long faults() {
    return injected.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many requests came. */
  synchronized long requests() {
    return requests;
  }

  /** How many things were stored without that the client got to know. */
  synchronized long lostAnswersToPuts() {
    return lostAnswersToPuts;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client.setTcpNoDelay(true);
      Optional<HttpText> request = HttpText.request(client);
      if (request.isPresent()) {
        answer(client, request.get(), drawn(request.get().method()));
      }
    } catch (IOException gone) {
      // The client gave up, which is what faults are for; or the store ended with the test.
      return;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Optional<Fault> drawn(String method) {
    requests++;
    if (random.nextDouble() >= rate) {
      return Optional.empty();
    }
    List<Fault> possible = method.equals("GET") ? Fault.OF_READING : Fault.OF_ANY;
    return Optional.of(possible.get(random.nextInt(possible.size())));
  }

  private synchronized boolean coin() {
    return random.nextBoolean();
  }

  private synchronized void count(Fault fault, HttpText request, boolean done) {
    injected.merge(fault, 1L, Long::sum);
    lostAnswersToPuts += done && request.method().equals("PUT") ? 1 : 0;
  }

  private void answer(Socket client, HttpText request, Optional<Fault> fault)
      throws IOException, InterruptedException {
    if (fault.isEmpty()) {
      send(client, forwarded(request));
      return;
    }
    switch (fault.get()) {
      case ERROR_500 -> {
        count(Fault.ERROR_500, request, false);
        send(client, error(request, "500 Internal Server Error", "InternalError"));
      }
      case SLOW_DOWN_503 -> {
        count(Fault.SLOW_DOWN_503, request, false);
        send(client, error(request, "503 Slow Down", "SlowDown"));
      }
      case RESET_BEFORE -> {
        count(Fault.RESET_BEFORE, request, false);
        reset(client);
      }
      case RESET_AFTER -> {
        HttpText unheard = forwarded(request);
        count(Fault.RESET_AFTER, request, unheard.succeeded());
        reset(client);
      }
      case NO_ANSWER -> {
        boolean done = coin() && forwarded(request).succeeded();
        count(Fault.NO_ANSWER, request, done);
        Thread.sleep(silence.toMillis());
      }
      case TRUNCATED_BODY -> truncated(client, request, forwarded(request));
      case SLOW_BODY -> slow(client, request, forwarded(request));
    }
  }

  private void truncated(Socket client, HttpText request, HttpText answer) throws IOException {
    byte[] body = answer.body();
    if (body.length > 0) {
      count(Fault.TRUNCATED_BODY, request, false);
    }
    send(client, answer.withBody(Arrays.copyOf(body, body.length / 2)));
  }

  private void slow(Socket client, HttpText request, HttpText answer)
      throws IOException, InterruptedException {
    byte[] body = answer.body();
    send(client, answer.withBody(new byte[0]));
    if (body.length > 0) {
      count(Fault.SLOW_BODY, request, false);
    }
    OutputStream out = client.getOutputStream();
    int piece = Math.max(1, body.length / PIECES);
    for (int from = 0; from < body.length; from += piece) {
      Thread.sleep(PAUSE_MILLIS);
      out.write(body, from, Math.min(piece, body.length - from));
      out.flush();
    }
  }

  private HttpText forwarded(HttpText request) throws IOException {
    try (Socket socket = new Socket(store.getHost(), store.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      out.write(request.bytes());
      out.flush();
      return HttpText.answer(new BufferedInputStream(socket.getInputStream()));
    }
  }

  /** What S3 says; a HEAD gets no body. */
  private static HttpText error(HttpText request, String status, String code) {
    String text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"
            + code
            + "</Code><Message>made by a test</Message><RequestId>0</RequestId></Error>";
    byte[] body = request.method().equals("HEAD") ? new byte[0] : text.getBytes(UTF_8);
    return HttpText.of(
        List.of(
            "HTTP/1.1 " + status,
            "Content-Type: application/xml",
            "Content-Length: " + body.length,
            "x-amz-request-id: 0"),
        body);
  }

  private static void send(Socket client, HttpText answer) throws IOException {
    client.getOutputStream().write(answer.bytes());
    client.getOutputStream().flush();
  }

  /** Closing in this manner sends a reset, not an end. */
  private static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }

  /** In words, for people who read what a test says. */
  @Override
  public String toString() {
    return requests()
        + " requests, injected "
        + injected()
        + ", of these "
        + lostAnswersToPuts()
        + " puts that were done and not answered";
  }
}
