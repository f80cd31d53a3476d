package dev.fovea.standalone.house.bad.ingest.upload;

import org.springframework.stereotype.Service;

/** Built wrong on purpose: a public bean that nobody asked for. */
@Service
public class Poster {}
