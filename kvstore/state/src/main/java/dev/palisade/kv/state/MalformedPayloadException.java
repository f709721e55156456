package dev.palisade.kv.state;

/** Bytes are not what a codec writes; the message says where and what was found there. */
public final class MalformedPayloadException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String message;

  MalformedPayloadException(String message) {
    super(message);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
