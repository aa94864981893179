#!/usr/bin/env bash
# A sweep by a real Slurm of one node, with the bytes of `sweep run`, though a training is stopped as at its time limit, another one is
# requeued, and a part of an evaluation is killed. Run by hand, as any user, after `npm run build`:
#
#     test/scale/slurm.sh
#
# Needs Debian's slurm-wlm and munge. Starts munged, slurmctld and slurmd in a temporary folder, on ports 26817 and 26818 or those from
# SLURM_TEST_PORT on, and ends them by pid.
set -euo pipefail

PATH=$PATH:/usr/sbin
for need in munged slurmctld slurmd sbatch; do
  command -v "$need" >/dev/null || { echo "expected Slurm and munge, got no $need: apt-get install slurm-wlm munge" >&2; exit 2; }
done
root=$(cd "$(dirname "$0")/../.." && pwd)
sap_atari() { node "$root/dist/cli/index.js" "$@"; }
work=$(mktemp -d)
pids=()

finish() {
  local code=$?
  scancel --user="$(id -un)" 2>/dev/null && sleep 2
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  if [ "$code" = 0 ]; then rm -rf "$work"; else echo "failed: see $work" >&2; fi
}
trap finish EXIT

start_slurm() {
  local host port=${SLURM_TEST_PORT:-26817}
  host=$(hostname -s)
  mkdir -m 700 "$work/munge"
  mkdir "$work/spool" "$work/state"
  head -c 128 /dev/urandom >"$work/munge/key"
  chmod 600 "$work/munge/key"
  cat >"$work/slurm.conf" <<CONF
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerParameters=sched_interval=1,bf_interval=1
SlurmdParameters=config_overrides
KillWait=20
MinJobAge=3600
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 RealMemory=16000 State=UNKNOWN
PartitionName=work Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
  export SLURM_CONF=$work/slurm.conf
  munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" --pid-file="$work/munge/pid" \
    --log-file="$work/munge/log" --seed-file="$work/munge/seed" 2>"$work/munged.err" &
  pids+=($!)
  until [ -S "$work/munge/socket" ]; do sleep 0.1; done
  slurmctld -D 2>"$work/slurmctld.err" &
  pids+=($!)
  slurmd -D 2>"$work/slurmd.err" &
  pids+=($!)
  until sinfo --noheader --format=%T 2>/dev/null | grep -q idle; do sleep 0.5; done
  echo "started $(sinfo --version) with one node"
}

# Waits for an empty queue; requeued tasks start at once, not after two minutes.
drain() {
  while [ -n "$(squeue --noheader)" ]; do
    for task in $(squeue --noheader --array --states=PENDING --format='%i %r' | sed -n 's/ BeginTime$//p'); do
      scontrol update "JobId=$task" StartTime=now || true
    done
    sleep 1
  done
}

# Waits for a file that matches.
await() {
  until compgen -G "$1" >/dev/null; do sleep 0.05; done
}

# Fails with the text unless the command succeeds.
expect() {
  local text=$1
  shift
  if "$@"; then echo "ok: $text"; else echo "expected: $text" >&2; exit 1; fi
}

start_slurm
cd "$work"
cat >small.json <<'SPEC'
{
  "name": "small",
  "training": {
    "games": ["Catch"],
    "seeds": [1, 2],
    "config": {
      "totalSteps": 3000, "warmUpSteps": 100, "learnPeriodSteps": 50, "targetPeriodSteps": 200, "metricsPeriodSteps": 100,
      "replayCapacityTransitions": 500, "explorationHoldSteps": 0, "explorationAnnealSteps": 100, "evaluationPeriodSteps": 0
    }
  },
  "evaluations": {
    "fast": {
      "attacks": ["fgsm", "random"], "lambdas": [1, 4], "seeds": [1, 2], "episodes": 2,
      "options": { "maxSteps": 100, "outputSamples": 2, "gradientSamples": 2 }
    }
  }
}
SPEC
# shellcheck disable=SC2016 # a name with all that bash and Slurm replace
folder='it'\''s "a" $HOME %j; é'

sap_atari sweep slurm small.json --out "$folder" --time 30m >submit.sh
bash submit.sh | tee submitted.txt
train=$(sed -n 's,^\([0-9]*\) small/train: .*,\1,p' submitted.txt)

await "$folder/agents/catch-1-*/lease.json"
scancel --batch --signal=TERM "${train}_1" # what Slurm sends before the end of the time
await "$folder/agents/catch-2-*/lease.json"
scontrol requeue "${train}_2"
until grep -q 'same command resumes' "$folder/logs/slurm-${train}_1.txt"; do sleep 0.2; done
expect 'a training that was stopped is in the queue again' test -n "$(squeue --noheader --jobs="${train}_1")"

# A part of an evaluation is killed: its task fails, and merging is canceled.
(
  await "$folder/shards/catch-1-1-*/lease.json"
  kill -KILL "$(sed -n 's/.*"pid": *\([0-9]*\).*/\1/p' "$folder"/shards/catch-1-1-*/lease.json)"
) &
killer=$!
drain
wait "$killer"
expect 'the requeued training has run twice' test "$(scontrol show job "${train}_2" | grep -o 'Restarts=[0-9]*')" = Restarts=1
expect 'the part that was killed has failed' grep -q 'failed (killed by SIGKILL)' "$folder"/logs/slurm-*.txt
expect 'the merging that needs it was not done' test ! -e "$folder/evaluations/fast/results.json"

sap_atari sweep slurm small.json --out "$folder" --time 30m >again.sh
bash again.sh | tee again.txt
expect 'only what is left is submitted again' test "$(cut -d ' ' -f 2- again.txt)" = $'small/evaluate-fast: 1\nsmall/merge-fast: 1'
drain

sap_atari sweep run small.json --out reference 2>/dev/null
for part in evaluations shards; do
  expect "$part have the bytes of sweep run" diff -r --exclude=timing.jsonl "$folder/$part" "reference/$part"
done
expect 'nothing is left' test "$(sap_atari sweep slurm small.json --out "$folder" | bash)" = 'nothing is left to do'
echo 'all as expected'
