package io.finlake.emr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.finlake.emr.FaultyProxy.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the proxy does what it counts, and nothing else. */
class FaultyProxyTest {
  private static final String TEXT = "a body that is long enough to be cut in half";
  private static final Duration SILENCE = Duration.ofMillis(30);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<String, String> stored = new ConcurrentHashMap<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpServer store;
  private FaultyProxy proxy;

  @BeforeEach
  void start() throws IOException {
    store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    store.createContext("/", this::serve);
    store.start();
    proxy =
        FaultyProxy.start(
            URI.create("http://127.0.0.1:" + store.getAddress().getPort()), 1, SILENCE);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    store.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String key = exchange.getRequestURI().toString();
      if (exchange.getRequestMethod().equals("PUT")) {
        stored.put(key, new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        exchange.sendResponseHeaders(200, -1);
      } else if (stored.containsKey(key)) {
        byte[] body = stored.get(key).getBytes(UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private HttpRequest.Builder to(String key) {
    return HttpRequest.newBuilder(proxy.endpoint().resolve(key)).timeout(PATIENCE);
  }

  private HttpResponse<String> put(String key, HttpRequest.BodyPublisher body, boolean expect)
      throws Exception {
    HttpRequest request = to(key).expectContinue(expect).PUT(body).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> read(String key) throws Exception {
    return client.send(to(key).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void withoutARateEverythingPassesWhole() throws Exception {
    assertThat(put("/a?x=%20", HttpRequest.BodyPublishers.ofString(TEXT), false).statusCode())
        .isEqualTo(200);
    // One of no known length goes in chunks, and one that waits for Continue is told to go on.
    HttpRequest.BodyPublisher chunked =
        HttpRequest.BodyPublishers.ofInputStream(
            () -> new ByteArrayInputStream(TEXT.repeat(3_000).getBytes(UTF_8)));
    assertThat(put("/b", chunked, false).statusCode()).isEqualTo(200);
    assertThat(put("/c", HttpRequest.BodyPublishers.ofString("c"), true).statusCode())
        .isEqualTo(200);
    assertThat(read("/a?x=%20").body()).isEqualTo(TEXT);
    assertThat(read("/b").body()).isEqualTo(TEXT.repeat(3_000));
    assertThat(read("/c").body()).isEqualTo("c");
    assertThat(read("/none").statusCode()).isEqualTo(404);
    assertThat(proxy.injected()).isEmpty();
    assertThat(proxy.requests()).isEqualTo(7);
  }

  @Test
  void whatAReaderMeetsIsWhatIsCounted() throws Exception {
    stored.put("/a", TEXT);
    proxy.rate(1);
    Map<Fault, Long> met = new EnumMap<>(Fault.class);
    for (int attempt = 0; attempt < 60; attempt++) {
      met.merge(metByReader(proxy), 1L, Long::sum);
    }
    Map<Fault, Long> counted = proxy.injected();
    // A reader cannot tell a reset before from one after.
    counted.merge(Fault.RESET_BEFORE, counted.remove(Fault.RESET_AFTER), Long::sum);
    assertThat(met).isEqualTo(counted);
    assertThat(met).hasSize(Fault.values().length - 1);
    assertThat(proxy.lostAnswersToPuts()).isZero();
  }

  /** By a socket: clients of libraries try again by themselves, and would not meet each fault. */
  private static Fault metByReader(FaultyProxy proxy) throws IOException {
    try (Socket socket = new Socket(proxy.endpoint().getHost(), proxy.endpoint().getPort())) {
      socket.getOutputStream().write("GET /a HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      if (answer.startsWith("HTTP/1.1 500")) {
        assertThat(answer).endsWith("</Error>").contains("<Code>InternalError</Code>");
        return Fault.ERROR_500;
      }
      if (answer.startsWith("HTTP/1.1 503")) {
        assertThat(answer).endsWith("</Error>").contains("<Code>SlowDown</Code>");
        return Fault.SLOW_DOWN_503;
      }
      if (answer.isEmpty()) {
        return Fault.NO_ANSWER;
      }
      assertThat(answer).containsIgnoringCase("content-length: " + TEXT.length());
      return answer.endsWith(TEXT) ? Fault.SLOW_BODY : Fault.TRUNCATED_BODY;
    } catch (SocketException reset) {
      return Fault.RESET_BEFORE;
    }
  }

  /** The worst one: it is there, and who put it does not know. */
  @Test
  void ofPutsWhoseAnswerIsLostAsManyAreThereAsCounted() throws Exception {
    proxy.rate(1);
    for (int key = 0; key < 60; key++) {
      HttpRequest request = to("/" + key).PUT(HttpRequest.BodyPublishers.ofString(TEXT)).build();
      try {
        assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
            .isIn(500, 503);
      } catch (IOException lost) {
        assertThat(lost).isNotNull();
      }
    }
    assertThat(proxy.lostAnswersToPuts()).isPositive().isLessThan(60);
    assertThat(stored).hasSize((int) proxy.lostAnswersToPuts());
    assertThat(proxy.injected().keySet())
        .doesNotContain(Fault.TRUNCATED_BODY, Fault.SLOW_BODY)
        .hasSize(5);
    assertThat(proxy.faults()).isEqualTo(60);
  }

  @Test
  void aRateIsKeptAndTheSameSeedDoesTheSame() throws Exception {
    stored.put("/a", TEXT);
    URI behind = URI.create("http://127.0.0.1:" + store.getAddress().getPort());
    Map<Fault, Long> first = faultsOf(FaultyProxy.start(behind, 5, SILENCE));
    assertThat(faultsOf(FaultyProxy.start(behind, 5, SILENCE))).isEqualTo(first);
    assertThat(faultsOf(FaultyProxy.start(behind, 6, SILENCE))).isNotEqualTo(first);
    assertThat(first.values().stream().mapToLong(Long::longValue).sum()).isBetween(8L, 30L);
  }

  private Map<Fault, Long> faultsOf(FaultyProxy other) throws IOException {
    try (other) {
      other.rate(0.3);
      for (int attempt = 0; attempt < 60; attempt++) {
        metByReader(other);
      }
      return other.injected();
    }
  }
}
