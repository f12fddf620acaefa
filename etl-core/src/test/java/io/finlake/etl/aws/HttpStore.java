package io.finlake.etl.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hadoop.conf.Configuration;

/**
 * The two requests of S3 that a commit needs, by HTTP on this machine; it fails as it is told to.
 */
final class HttpStore implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final boolean keepsCondition;
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();

  /** What becomes of a put. */
  enum Fault {
    /** Stored, and the connection is cut before the answer. */
    CUT_AFTER,
    /** Not stored, and the connection is cut. */
    CUT_BEFORE,
    /** Stored, and the answer comes later than anybody waits. */
    SLOW_AFTER,
    /** Answered with this code, and not stored. */
    CONFLICT_409,
    /** Answered with this code, and not stored. */
    SLOW_DOWN_503,
    /** Answered with this code, and not stored. */
    DENIED_403;

    private int code() {
      return Integer.parseInt(name().substring(name().lastIndexOf('_') + 1));
    }
  }

  HttpStore(boolean keepsCondition) throws IOException {
    this.keepsCondition = keepsCondition;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** The next puts meet these, in order; the trial of the store is none of them. */
  void fail(Fault... next) {
    faults.addAll(java.util.List.of(next));
  }

  Map<String, byte[]> objects() {
    return objects;
  }

  Configuration hadoop() {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.s3a.endpoint", "http://127.0.0.1:" + server.getAddress().getPort());
    hadoop.set("fs.s3a.path.style.access", "true");
    hadoop.set("fs.s3a.access.key", "test");
    hadoop.set("fs.s3a.secret.key", "test-secret");
    hadoop.set("fs.s3a.connection.timeout", "400");
    return hadoop;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String key = exchange.getRequestURI().getPath();
      byte[] bytes = exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestMethod().equals("GET")) {
        get(exchange, key);
        return;
      }
      Fault fault = key.endsWith(".conditional-put") ? null : faults.poll();
      if (fault == null) {
        status(exchange, stored(exchange, key, bytes) ? 200 : 412);
      } else if (fault == Fault.CUT_AFTER) {
        stored(exchange, key, bytes);
      } else if (fault == Fault.SLOW_AFTER) {
        stored(exchange, key, bytes);
        pause();
      } else if (fault != Fault.CUT_BEFORE) {
        status(exchange, fault.code());
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(900);
    } catch (InterruptedException thrown) {
      Thread.currentThread().interrupt();
    }
  }

  private void get(HttpExchange exchange, String key) throws IOException {
    byte[] found = objects.get(key);
    if (found == null) {
      status(exchange, 404);
    } else {
      exchange.sendResponseHeaders(200, found.length);
      exchange.getResponseBody().write(found);
    }
  }

  private boolean stored(HttpExchange exchange, String key, byte[] bytes) {
    boolean once = "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
    if (once && keepsCondition) {
      return objects.putIfAbsent(key, bytes) == null;
    }
    objects.put(key, bytes);
    return true;
  }

  private static void status(HttpExchange exchange, int code) throws IOException {
    exchange.sendResponseHeaders(code, -1);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
