package dev.fovea.transcode.encode;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The claims of this process, kept alive by its heartbeat. */
@Component
public class Beats {

    private final Units units;
    private final Set<Claim> claims = ConcurrentHashMap.newKeySet();

    Beats(Units units) {
        this.units = units;
    }

    void begin(Claim claim) {
        claims.add(claim);
    }

    void end(Claim claim) {
        claims.remove(claim);
    }

    /** Tells the database that we live; a claim that has gone to another is given up. */
    public void beat() {
        for (Claim claim : claims) {
            claim.measure();
            if (!units.heartbeat(claim) && claims.contains(claim)) {
                claim.lose();
            }
        }
    }
}
