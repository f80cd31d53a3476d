import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { QueueItem } from '../../shared/api/types';
import { FormDialog } from '../../shared/ui/dialog';
import { Check, type Option, Select, TextArea } from '../../shared/ui/field';
import { texts } from '../../shared/ui/texts';
import { Refusal } from './Case';
import type { Rejection } from './verdicts';

const REASON_LENGTH_MAX = 1000;

const templates: Option<string>[] = [
  { value: '', text: texts.review.templateNone },
  ...texts.review.templates.map((text) => ({ value: text, text })),
];

/** One reason for one video or for many. */
export function RejectionDialog({
  items,
  reject,
  onClose,
}: {
  items: QueueItem[];
  reject: (rejection: Rejection) => Promise<unknown>;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const [deleteStorage, setDeleteStorage] = useState(false);
  const [asked, setAsked] = useState(false);
  const rejection = useMutation({
    mutationFn: () => reject({ reason: reason.trim(), deleteStorage }),
  });
  const missing = reason.trim() === '';
  return (
    <FormDialog
      title={items.length === 1 ? texts.review.rejectTitle : texts.review.rejectMany(items.length)}
      look="danger"
      submit={texts.review.rejectSubmit}
      isDisabled={rejection.isPending}
      onSubmit={() => {
        setAsked(true);
        if (!missing) {
          rejection.mutate();
        }
      }}
      onClose={onClose}
    >
      <p>
        <strong>{items.length === 1 ? items[0]?.title : texts.review.videos(items.length)}</strong>
      </p>
      {rejection.isError && <Refusal thrown={rejection.error} />}
      <Select
        label={texts.review.template}
        options={templates}
        value={templates.some(({ value }) => value === reason) ? reason : ''}
        onChange={setReason}
      />
      <TextArea
        label={texts.review.reason}
        value={reason}
        maxLength={REASON_LENGTH_MAX}
        error={asked && missing ? texts.review.reasonMissing : undefined}
        onChange={setReason}
      />
      <Check
        label={texts.review.deleteStorage}
        hint={texts.review.deleteStorageHint}
        checked={deleteStorage}
        onChange={setDeleteStorage}
      />
    </FormDialog>
  );
}
