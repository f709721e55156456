package dev.palisade.harness.client;

/** Another client, of which something is changed; used as that one is. */
public abstract class ForwardingClient implements Client {
  private final Client client;

  protected ForwardingClient(Client client) {
    this.client = client;
  }

  @Override
  public void setup() throws Exception {
    client.setup();
  }

  @Override
  public Completion invoke(Operation operation) throws Exception {
    return client.invoke(operation);
  }

  @Override
  public void teardown() throws Exception {
    client.teardown();
  }

  @Override
  public void close() {
    client.close();
  }
}
