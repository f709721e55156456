package dev.palisade.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Context;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generator.Next;
import dev.palisade.harness.workload.Workloads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlicesTest {
  /** A client for which all is well. */
  private record Content() implements Client {
    @Override
    public Completion invoke(Operation operation) {
      return Completion.ok(operation.value());
    }

    @Override
    public void close() {}
  }

  private static void invoke(ClientFactory clients, int worker, String f, @Nullable Object key)
      throws Exception {
    try (Client client = clients.open(worker)) {
      assertThat(client.invoke(new Operation(f, key, null))).isNotNull();
    }
  }

  /** What is asked of these workers, in order. */
  private static List<Operation> asked(Generator generator, int worker) {
    List<Operation> operations = new ArrayList<>();
    Context context = new Context(0, new TreeSet<>(List.of(worker)));
    Generator now = generator;
    while (now.next(context) instanceof Next.Invoke invoke) {
      operations.add(invoke.operation());
      now = invoke.rest();
    }
    return operations;
  }

  @Test
  void atTheEndEveryKeyIsReadThatWasWorkedOnByTheWorkersOfItsWorkload() throws Exception {
    Slices slices = new Slices(Workloads.named("register,fenced-register"), 4);
    ClientFactory clients = slices.clients(_ -> _ -> new Content());
    invoke(clients, 0, "write", "r7");
    invoke(clients, 1, "read", "r2");
    invoke(clients, 0, "cas", "r7");
    invoke(clients, 1, "about no key", null);
    invoke(clients, 3, "grant", "f1");

    Generator last = slices.last();
    assertThat(asked(last, 1))
        .containsExactly(new Operation("read", "r7", null), new Operation("read", "r2", null));
    assertThat(asked(last, 2)).containsExactly(new Operation("read", "f1", null));
  }

  @Test
  void aClientOfEachWorkloadPreparesItAndOneCleansUpAndItsFailureIsTold() throws Exception {
    List<String> calls = new ArrayList<>();
    Slices slices = new Slices(Workloads.named("register,bank"), 4);
    ClientFactory clients = slices.clients(_ -> worker -> new Telling(worker, calls));
    slices.setUp(clients);
    assertThat(calls).containsExactly("setup 0", "close 0", "setup 2", "close 2");
    calls.clear();
    assertThat(slices.tearDown(clients))
        .singleElement()
        .asString()
        .contains("bank could not clean up", "worker 2 cannot");
    assertThat(calls).containsExactly("teardown 0", "close 0", "teardown 2", "close 2");
  }

  /** Notes what is asked of it. */
  private record Telling(int worker, List<String> calls) implements Client {
    @Override
    public void setup() {
      calls.add("setup " + worker);
    }

    @Override
    public Completion invoke(Operation operation) {
      return Completion.ok(operation.value());
    }

    @Override
    public void teardown() throws IOException {
      calls.add("teardown " + worker);
      if (worker == 2) {
        throw new IOException("worker 2 cannot");
      }
    }

    @Override
    public void close() {
      calls.add("close " + worker);
    }
  }

  @Test
  void aWorkloadThatWouldHaveTooFewWorkersIsRefusedWithHowManyItTakes() {
    assertThatThrownBy(() -> new Slices(Workloads.named("bank,paused-holder"), 2))
        .hasMessageContaining("paused-holder takes 2 workers and would have 1 of the 2");
  }
}
