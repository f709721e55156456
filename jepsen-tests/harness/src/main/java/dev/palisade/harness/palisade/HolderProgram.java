package dev.palisade.harness.palisade;

import dev.palisade.checker.format.JsonText;
import dev.palisade.checker.history.OpType;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.client.UnknownOutcome;
import dev.palisade.harness.json.JsonFields;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The process of a holder of fences: reads operations of {@link FencedRegisterClient} from its
 * standard input, one JSON object a line, and writes for each how it ended, and when it began and
 * ended by this process's own clock. It ends when its input does.
 */
public final class HolderProgram {
  private HolderProgram() {}

  /**
   * Arguments: number of the worker, endpoints separated by commas, whatever tells it in a list.
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    int worker = Integer.parseInt(arguments[0]);
    List<String> endpoints = List.of(arguments[1].split(",", -1));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (NotingClient client =
        NotingClient.of(
            told -> new FencedRegisterClient(PalisadeClients.open(endpoints, told), worker))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonFields asked = JsonFields.parse(line, 1);
        Operation operation =
            new Operation(asked.text("f", ""), asked.get("key"), asked.get("value"));
        out.println(JsonText.of(answer(client, operation)));
        out.flush();
      }
    }
  }

  private static Map<String, @Nullable Object> answer(NotingClient client, Operation operation) {
    long invoked = System.nanoTime();
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    try {
      Completion completion = client.invoke(operation);
      answer.put("type", completion.type() == OpType.OK ? "ok" : "fail");
      answer.put("value", completion.value());
      answer.putAll(completion.extra());
    } catch (UnknownOutcome unknown) {
      answer.put("type", "info");
      answer.putAll(unknown.extra());
      answer.put("error", unknown.getMessage());
    } catch (Exception unknown) {
      answer.put("type", "info");
      answer.put("error", unknown.toString());
    }
    answer.put(Completion.INVOKED, invoked);
    answer.put(Completion.COMPLETED, System.nanoTime());
    return answer;
  }
}
