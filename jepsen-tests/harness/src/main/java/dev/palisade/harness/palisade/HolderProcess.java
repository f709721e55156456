package dev.palisade.harness.palisade;

import dev.palisade.checker.format.JsonText;
import dev.palisade.checker.history.OpType;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.client.UnknownOutcome;
import dev.palisade.harness.cluster.ClientProcess;
import dev.palisade.harness.json.JsonFields;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HolderProgram} as its worker sees it. {@link #ask} is for one thread at a time; {@link
 * #pause} and {@link #resume} are for any.
 */
final class HolderProcess {
  /** So long a pause lasts at most: whoever waits for an answer then wakes the process. */
  static final Duration MOST_AWAY = Duration.ofSeconds(6);

  /** From then on an answer that is not there will not come; Java may be starting. */
  private static final Duration GIVE_UP = Duration.ofSeconds(20);

  private static final List<String> NOTED =
      List.of("fence", "token", "fenced", "error", "node", "term");

  private final ClientProcess process;

  /** Whether times of that process and of this one can be compared. */
  private final boolean oneClock;

  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  /** The last token of each fence: what an operation carries of which no answer comes. */
  private final Map<String, Long> tokens = new HashMap<>();

  HolderProcess(ClientProcess process, boolean oneClock) {
    this.process = process;
    this.oneClock = oneClock;
    Thread.ofPlatform().daemon().name("holder-" + process.pid()).start(this::readAnswers);
  }

  private void readAnswers() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.output(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.add(line);
      }
    } catch (IOException gone) {
      // Which whoever waits for an answer notices.
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  boolean pause() {
    return process.pause();
  }

  boolean resume() {
    return process.resume();
  }

  /** Has the process do one operation, however long it is paused meanwhile. */
  Completion ask(Operation operation) throws UnknownOutcome {
    String fence = String.valueOf(operation.key());
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("f", operation.f());
    line.put("key", fence);
    line.put("value", operation.value());
    try {
      process.input().write((JsonText.of(line) + "\n").getBytes(StandardCharsets.UTF_8));
      process.input().flush();
      return completion(JsonFields.parse(answer(), 1), fence);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown("interrupted", fence, e);
    } catch (IOException e) {
      throw unknown("the holder's process is gone: " + e.getMessage(), fence, e);
    }
  }

  private String answer() throws InterruptedException, IOException {
    String line = answers.poll(MOST_AWAY.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null) {
      process.resume();
      line = answers.poll(GIVE_UP.minus(MOST_AWAY).toMillis(), TimeUnit.MILLISECONDS);
    }
    if (line == null) {
      process.close(); // Its next answer would be taken for that to another question.
      throw new IOException("it gave no answer for " + GIVE_UP.toSeconds() + " s");
    }
    return line;
  }

  private UnknownOutcome unknown(String message, String fence, Exception cause) {
    Long token = tokens.get(fence);
    Map<String, Object> noted =
        token == null ? Map.of() : Map.of("fence", fence, "token", (Object) token);
    return new UnknownOutcome(message, noted, cause);
  }

  private Completion completion(JsonFields answer, String fence) throws UnknownOutcome {
    Map<String, Object> noted = noted(answer);
    switch (answer.text("type", "")) {
      case "ok" -> {
        tokens.put(fence, answer.number("token", 0));
        return new Completion(OpType.OK, answer.get("value"), noted);
      }
      case "fail" -> {
        return new Completion(OpType.FAIL, answer.get("value"), noted);
      }
      default -> {
        String error = answer.text("error", "unknown");
        throw new UnknownOutcome(error, noted, new IOException(error));
      }
    }
  }

  private Map<String, Object> noted(JsonFields answer) {
    Map<String, Object> noted = new LinkedHashMap<>();
    for (String name : NOTED) {
      Object value = answer.get(name);
      if (value != null) {
        noted.put(name, value);
      }
    }
    if (oneClock) {
      noted.put(Completion.INVOKED, answer.number(Completion.INVOKED, 0));
      noted.put(Completion.COMPLETED, answer.number(Completion.COMPLETED, 0));
    }
    return noted;
  }
}
