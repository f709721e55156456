package dev.palisade.harness.run;

import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.ForwardingClient;
import dev.palisade.harness.client.Operation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The keys that the clients of one workload were asked to work on. Thread-safe. */
final class KeysUsed {
  private final Set<Object> keys = new LinkedHashSet<>();

  /** Each once, in the order of its first use. */
  synchronized List<Object> soFar() {
    return List.copyOf(keys);
  }

  private synchronized void note(Operation operation) {
    if (operation.key() != null) {
      keys.add(operation.key());
    }
  }

  /** The same clients, whose keys are noted. */
  ClientFactory of(ClientFactory clients) {
    return worker -> new Noted(clients.open(worker));
  }

  private final class Noted extends ForwardingClient {
    Noted(Client client) {
      super(client);
    }

    @Override
    public Completion invoke(Operation operation) throws Exception {
      note(operation);
      return super.invoke(operation);
    }
  }
}
