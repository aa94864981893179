/** What computes the networks, as a setting, and what is known of it. */
import { useEffect, useState } from 'preact/hooks';
import { adapterName } from '../providers/adapter.js';
import {
  type ComputeChoice,
  type ComputeReport,
  computeChoices,
  describeCompute,
  providerNames,
} from '../providers/choice.js';

const choiceNames = { ...providerNames, faster: 'whichever is faster here (measured)' };

interface ComputeControlProps {
  readonly value: ComputeChoice;
  readonly onChange: (choice: ComputeChoice) => void;
}

/** Disabled, with the reason, where the browser offers no GPU. */
export function ComputeControl({ value, onChange }: ComputeControlProps) {
  const [reason, setReason] = useState<string>();
  useEffect(() => {
    adapterName().catch((error: Error) => setReason(error.message));
  }, []);
  return (
    <label>
      Computes on
      <select
        name="compute"
        value={reason === undefined ? value : 'wasm'}
        disabled={reason !== undefined}
        aria-describedby="compute-hint"
        onChange={({ currentTarget }) => onChange(currentTarget.value as ComputeChoice)}
      >
        {computeChoices.map((choice) => (
          <option key={choice} value={choice}>
            {choiceNames[choice]}
          </option>
        ))}
      </select>
      <small id="compute-hint">{reason === undefined ? 'WebGPU loads 7 MB more' : `no WebGPU: ${reason}`}</small>
    </label>
  );
}

/** Where an agent computes, a line for each part of its steps. */
export function Computing({ report }: { readonly report: ComputeReport | undefined }) {
  if (!report) return null;
  return (
    <ul class="computing">
      {describeCompute(report).map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
