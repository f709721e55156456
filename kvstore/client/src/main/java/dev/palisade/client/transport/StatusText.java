package dev.palisade.client.transport;

import io.grpc.Status;

/** What a gRPC status says, in one line and without stacks. */
public final class StatusText {
  private StatusText() {}

  public static String of(Status status) {
    StringBuilder text = new StringBuilder(status.getCode().toString());
    if (status.getDescription() != null) {
      text.append(": ").append(status.getDescription());
    }
    if (status.getCause() != null) {
      text.append(": ").append(status.getCause().getMessage());
    }
    return text.toString();
  }
}
