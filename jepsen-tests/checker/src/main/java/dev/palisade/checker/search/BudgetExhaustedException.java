package dev.palisade.checker.search;

/** A search has used up its time or memory, or was told to stop. Carries no stack trace. */
public final class BudgetExhaustedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What ran out. */
  public enum Resource {
    /** The deadline has passed. */
    TIME,
    /** More memory would be needed than was allowed. */
    MEMORY,
    /** The thread was interrupted, or another search has already won. */
    CANCELLED
  }

  private final Resource resource;

  BudgetExhaustedException(Resource resource) {
    super(resource.name(), null, false, false);
    this.resource = resource;
  }

  /** What ran out. */
  public Resource resource() {
    return resource;
  }
}
