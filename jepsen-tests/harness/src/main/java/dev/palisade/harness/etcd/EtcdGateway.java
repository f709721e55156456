package dev.palisade.harness.etcd;

import dev.palisade.checker.format.JsonText;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.harness.net.Address;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls of etcd's public API v3 by the JSON gateway of one node. Thread-safe. */
final class EtcdGateway implements AutoCloseable {
  private final HttpClient http;
  private final Address node;
  private final Duration timeout;

  /**
   * Of one node; connects when it is first called.
   *
   * @param timeout how long a call may take
   */
  EtcdGateway(Address node, Duration timeout) {
    this.node = node;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
  }

  /** A call did not do what it says. */
  static final class EtcdException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Whether it is certain that nothing was done. */
    private final boolean certain;

    EtcdException(String message, boolean certain, @Nullable Throwable cause) {
      super(message, cause);
      this.certain = certain;
    }

    boolean isCertain() {
      return certain;
    }
  }

  /**
   * Calls a method.
   *
   * @param path as {@code kv/range}
   * @param request its fields; bytes in base 64
   * @return the fields of the answer; etcd writes 64-bit numbers as strings and leaves zeros out
   * @throws EtcdException when it was refused or is not known to have been done
   */
  Map<?, ?> call(String path, Map<String, ?> request) throws EtcdException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("http://" + node + "/v3/" + path))
            .timeout(timeout)
            .POST(HttpRequest.BodyPublishers.ofString(JsonText.of(request)))
            .build();
    try {
      HttpResponse<String> answer =
          http.send(post, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (answer.statusCode() == 200
          && JsonText.parse(answer.body(), 1) instanceof Map<?, ?> fields) {
        return fields;
      }
      throw refused(path, answer.statusCode(), answer.body().strip());
    } catch (EtcdException e) {
      throw e;
    } catch (ConnectException | java.net.http.HttpConnectTimeoutException e) {
      throw new EtcdException(path + ": " + node + " cannot be reached", true, e);
    } catch (HttpTimeoutException e) {
      throw new EtcdException(path + ": no answer within " + timeout.toMillis() + " ms", false, e);
    } catch (IOException | MalformedHistoryException e) {
      throw new EtcdException(path + ": " + e, false, e);
    }
  }

  /**
   * Only what etcd decides before it proposes is certain: that the request makes no sense, that
   * there is nothing of that name, and that there are too many requests.
   */
  private static EtcdException refused(String path, int status, String body) {
    boolean certain =
        status == 400
            || status == 404
            || body.contains("too many requests")
            || body.contains("requested lease not found");
    return new EtcdException(path + ": status " + status + ": " + body, certain, null);
  }

  /** Text as the gateway wants bytes. */
  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A 64-bit number of an answer; 0 when it is not there, as etcd leaves zeros out. */
  static long number(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof String text ? Long.parseUnsignedLong(text) : 0;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
