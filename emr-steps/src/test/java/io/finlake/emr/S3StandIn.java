package io.finlake.emr;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A store that speaks S3 (s3proxy, in memory), as a process of its own on a port of this machine.
 * It keeps to If-None-Match, also when many ask at the same moment.
 */
final class S3StandIn implements AutoCloseable {
  private static final Path JARS = Path.of(System.getProperty("finlake.s3.stand.in"));
  private static final int TRIES = 300;

  private final Process process;
  private final String endpoint;

  private S3StandIn(Process process, String endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Starts it with an empty bucket. */
  static S3StandIn start(Path folder, String bucket) throws IOException, InterruptedException {
    String endpoint = "http://127.0.0.1:" + freePort();
    Path settings = folder.resolve("s3proxy.properties");
    Files.writeString(
        settings,
        String.join(
            "\n",
            "s3proxy.authorization=none",
            "s3proxy.endpoint=" + endpoint,
            "jclouds.provider=transient-nio2",
            "jclouds.identity=test",
            "jclouds.credential=testtest",
            ""));
    Path logging = folder.resolve("logback.xml");
    Files.writeString(logging, "<configuration><root level=\"OFF\"/></configuration>");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + logging,
                "-cp",
                JARS + "/*",
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    S3StandIn started = new S3StandIn(process, endpoint);
    try {
      started.make(bucket);
      return started;
    } catch (IOException | RuntimeException thrown) {
      started.close();
      throw thrown;
    }
  }

  /** What Hadoop's file system, and commits with it, must be told. */
  Map<String, String> hadoop() {
    return Map.of(
        "fs.s3a.endpoint", endpoint,
        "fs.s3a.endpoint.region", "eu-west-1",
        "fs.s3a.path.style.access", "true",
        "fs.s3a.access.key", "test",
        "fs.s3a.secret.key", "testtest",
        "fs.s3a.attempts.maximum", "3");
  }

  private void make(String bucket) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        HttpURLConnection put =
            (HttpURLConnection) URI.create(endpoint + "/" + bucket).toURL().openConnection();
        put.setRequestMethod("PUT");
        if (put.getResponseCode() == HttpURLConnection.HTTP_OK) {
          return;
        }
      } catch (IOException notYet) {
        if (attempt >= TRIES || !process.isAlive()) {
          throw notYet;
        }
      }
      Thread.sleep(100);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** The texts of all objects whose key begins so. */
  List<String> texts(String bucket, String prefix) throws IOException {
    List<String> texts = new ArrayList<>();
    String listed = get("/" + bucket + "?list-type=2&prefix=" + prefix);
    Matcher key = Pattern.compile("<Key>([^<]*)</Key>").matcher(listed);
    while (key.find()) {
      texts.add(get("/" + bucket + "/" + key.group(1)));
    }
    return texts;
  }

  private String get(String path) throws IOException {
    try (InputStream in = URI.create(endpoint + path).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
