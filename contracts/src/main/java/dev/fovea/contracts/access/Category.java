package dev.fovea.contracts.access;

/** The group of people a person belongs to; a video takes its uploader's. */
public enum Category {
    DEALER,
    EMPLOYEE,
    TECHNICIAN,
    STAKEHOLDER,
    INTERN,
    VENDOR
}
