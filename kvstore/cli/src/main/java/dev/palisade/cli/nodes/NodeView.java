package dev.palisade.cli.nodes;

import dev.palisade.proto.kv.StatusResponse;
import java.util.List;
import java.util.Optional;

/**
 * What one node says of itself.
 *
 * @param endpoint where it was asked
 * @param status its answer; empty when there was none
 * @param problem why there was no answer; otherwise empty
 */
public record NodeView(String endpoint, Optional<StatusResponse> status, String problem) {
  /** Whether the node says that it leads. */
  public boolean leads() {
    return status.filter(answer -> answer.getRole().equals("leader")).isPresent();
  }

  /**
   * The leader among these nodes: of several that say so, the one of the highest term, because the
   * others have only not heard of it yet.
   */
  public static Optional<NodeView> leader(List<NodeView> views) {
    return views.stream()
        .filter(NodeView::leads)
        .max((a, b) -> Long.compareUnsigned(a.term(), b.term()));
  }

  /** Empty when all is well, otherwise what is wrong, in one line. */
  public static Optional<String> problem(List<NodeView> views) {
    List<String> silent =
        views.stream().filter(view -> view.status().isEmpty()).map(NodeView::endpoint).toList();
    boolean leaderless = leader(views).isEmpty();
    if (silent.isEmpty() && !leaderless) {
      return Optional.empty();
    }
    String unreachable =
        silent.isEmpty()
            ? ""
            : silent.size()
                + " of "
                + views.size()
                + " nodes not reachable: "
                + String.join(", ", silent);
    String separator = leaderless && !silent.isEmpty() ? "; " : "";
    return Optional.of("unhealthy: " + (leaderless ? "no leader" : "") + separator + unreachable);
  }

  private long term() {
    return status.map(StatusResponse::getTerm).orElse(0L);
  }
}
