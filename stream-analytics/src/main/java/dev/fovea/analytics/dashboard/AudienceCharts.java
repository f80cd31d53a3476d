package dev.fovea.analytics.dashboard;

import dev.fovea.analytics.dashboard.AudienceChart.OfCategory;
import dev.fovea.analytics.dashboard.AudienceChart.OfDevice;
import dev.fovea.analytics.dashboard.AudienceChart.OfRegion;
import dev.fovea.analytics.dashboard.ClickHouse.Asked;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.platform.access.AccountStates;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Who watches, on what, from where: ClickHouse tells people apart once, and here they are counted by each. */
@Service
class AudienceCharts {

    private final ClickHouse clickHouse;
    private final AccountStates accounts;

    /** The ones ever met: people are asked for while it is not yet known which there are in the period. */
    private final AtomicReference<Origins> known =
            new AtomicReference<>(new Origins(List.of("desktop"), List.of("unknown")));

    AudienceCharts(ClickHouse clickHouse, AccountStates accounts) {
        this.clickHouse = clickHouse;
        this.accounts = accounts;
    }

    AudienceChart audience(@Nullable VideoId id, Period period) {
        Origins asked = known.get();
        Asked<List<Rows.OfPerson>> answer = askPeople(id, period, asked);
        List<Rows.OfOrigin> rows = origins(id, period);
        Origins origins = known.updateAndGet(each -> each.and(rows));
        List<Rows.OfPerson> people = origins.equals(asked)
                ? answer.get()
                : askPeople(id, period, origins).get();
        long[] viewers = viewersByBit(people, origins);
        return new AudienceChart(
                byCategory(people),
                of(rows, "device")
                        .map(row ->
                                new OfDevice(row.name(), viewers[origins.bitOf(row)], row.views(), row.playedTotal()))
                        .toList(),
                of(rows, "region")
                        .map(row ->
                                new OfRegion(row.name(), viewers[origins.bitOf(row)], row.views(), row.playedTotal()))
                        .toList());
    }

    private Asked<List<Rows.OfPerson>> askPeople(@Nullable VideoId id, Period period, Origins origins) {
        int words = origins.words();
        return clickHouse.askMany(
                AudienceQueries.people(id != null, words),
                origins.addTo(period.parameters(id)),
                row -> Rows.OfPerson.read(row, words));
    }

    private List<Rows.OfOrigin> origins(@Nullable VideoId id, Period period) {
        return id == null
                ? clickHouse.query(
                        AudienceQueries.ORIGINS_OF_ALL,
                        Days.of(clickHouse, period).addTo(period.parameters()),
                        Rows.OfOrigin.class)
                : clickHouse.query(AudienceQueries.ORIGINS_OF_VIDEO, period.parameters(id), Rows.OfOrigin.class);
    }

    private static Stream<Rows.OfOrigin> of(List<Rows.OfOrigin> rows, String kind) {
        return rows.stream().filter(row -> row.kind().equals(kind));
    }

    private static long[] viewersByBit(List<Rows.OfPerson> people, Origins origins) {
        long[] viewers = new long[origins.count()];
        for (Rows.OfPerson person : people) {
            for (int word = 0; word < person.bits().length; word++) {
                Bits.count(viewers, word, person.bits()[word], 1);
            }
        }
        return viewers;
    }

    private List<OfCategory> byCategory(List<Rows.OfPerson> people) {
        Map<String, OfCategory> found = new HashMap<>();
        for (Rows.OfPerson person : people) {
            String category = accounts.find(new UserId(person.viewerId()))
                    .map(account -> account.category().name())
                    .orElse("UNKNOWN");
            found.merge(
                    category,
                    new OfCategory(category, 1, person.views(), person.playedTotal()),
                    AudienceCharts::together);
        }
        return found.values().stream()
                .sorted(Comparator.comparingLong(OfCategory::views).reversed().thenComparing(OfCategory::category))
                .toList();
    }

    private static OfCategory together(OfCategory one, OfCategory other) {
        return new OfCategory(
                one.category(),
                one.viewers() + other.viewers(),
                one.views() + other.views(),
                one.playedMs() + other.playedMs());
    }
}
