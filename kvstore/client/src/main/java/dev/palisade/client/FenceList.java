package dev.palisade.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Fences, and then protected prefixes, both in the order of their bytes: all, or a page of them.
 *
 * @param more whether there are fences or prefixes after the last of these
 * @param revision that was read; of several pages, by the last
 * @param stale the answer came from what one replica had applied
 */
public record FenceList(
    List<FenceState> fences,
    List<Protection> protections,
    boolean more,
    long revision,
    boolean stale) {
  /** Before the first page. */
  public static final FenceList START = new FenceList(List.of(), List.of(), true, 0, false);

  public FenceList {
    fences = List.copyOf(fences);
    protections = List.copyOf(protections);
  }

  /** These, and those of the page that follows. */
  FenceList with(FenceList next) {
    List<FenceState> allFences = new ArrayList<>(fences);
    allFences.addAll(next.fences);
    List<Protection> allProtections = new ArrayList<>(protections);
    allProtections.addAll(next.protections);
    return new FenceList(allFences, allProtections, next.more, next.revision, stale || next.stale);
  }

  /** Every write below the prefix must carry a live token of the fence. */
  public record Protection(Bytes prefix, String fence) {}
}
