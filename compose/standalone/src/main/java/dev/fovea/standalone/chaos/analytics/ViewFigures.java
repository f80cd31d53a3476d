package dev.fovea.standalone.chaos.analytics;

/**
 * All that is said of one view, written the same way by everyone who says it: equal texts are equal integers.
 *
 * @param row {@code video viewer started heard version played unique playhead completed startup rebuffers rebufferMs seeks
 *     errors conflicts device region}
 * @param retention {@code from-toxtimes,…} ascending
 * @param focus {@code sequence:start-end:focused:longest:hidden:blurred:left:away,…} ascending
 */
record ViewFigures(String row, String retention, String focus) {}
