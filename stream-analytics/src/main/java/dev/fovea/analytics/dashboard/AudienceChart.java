package dev.fovea.analytics.dashboard;

import java.util.List;

/** Who watches, on what, from where; most views first. */
record AudienceChart(List<OfCategory> byCategory, List<OfDevice> byDevice, List<OfRegion> byRegion) {

    /** {@code category} is the account's present one, or UNKNOWN when the account is gone. */
    record OfCategory(String category, long viewers, long views, long playedMs) {}

    record OfDevice(String device, long viewers, long views, long playedMs) {}

    record OfRegion(String region, long viewers, long views, long playedMs) {}
}
