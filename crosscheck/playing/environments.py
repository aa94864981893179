"""Atari as the frameworks set it up: their own wrappers for training; for playing, whole games from a number of idle frames."""

import ale_py
import gymnasium
import numpy as np
from stable_baselines3.common import atari_wrappers as sb3

gymnasium.register_envs(ale_py)
idle_frames = 30


class CleanRlFrames(gymnasium.ObservationWrapper):
    """ResizeObservation (84, 84) and then GrayscaleObservation, as in CleanRL's dqn_atari.py."""

    def __init__(self, env):
        super().__init__(gymnasium.wrappers.GrayscaleObservation(gymnasium.wrappers.ResizeObservation(env, (84, 84))))
        self.observation_space = self.env.observation_space

    def observation(self, frame):
        return frame


def base(game):
    return gymnasium.make(f"{game}NoFrameskip-v4")


def for_training(game, framework):
    """One frame [84, 84] an observation; rewards are clipped, a lost life ends an episode."""
    env = sb3.NoopResetEnv(gymnasium.wrappers.RecordEpisodeStatistics(base(game)), idle_frames)
    env = sb3.EpisodicLifeEnv(sb3.MaxAndSkipEnv(env, 4))
    if "FIRE" in env.unwrapped.get_action_meanings():
        env = sb3.FireResetEnv(env)
    return frames(sb3.ClipRewardEnv(env), framework)


def frames(env, framework):
    return sb3.WarpFrame(env) if framework == "sb3" else CleanRlFrames(env)


class Playing:
    """Whole games of a game without FIRE, from a given number of idle frames; stacks of 4 frames, [4, 84, 84]."""

    def __init__(self, game, framework):
        raw = base(game)
        if "FIRE" in raw.unwrapped.get_action_meanings():
            raise SystemExit(f"{game} has FIRE: expected a game whose start needs no FIRE, such as CrazyClimber or MsPacman")
        self.noops = sb3.NoopResetEnv(raw, idle_frames)
        self.env = frames(sb3.MaxAndSkipEnv(self.noops, 4), framework)
        self.framework = framework

    @property
    def actions(self):
        return self.env.action_space.n

    def reset(self, idle, seed):
        self.noops.override_num_noops = idle
        frame, _ = self.env.reset(seed=seed)
        frame = np.squeeze(frame)
        # SB3's VecFrameStack starts with zeros, Gymnasium's FrameStackObservation with repetitions of the first frame.
        self.stack = np.repeat(frame[None], 4, 0) if self.framework == "cleanrl" else np.zeros((4, 84, 84), np.uint8)
        self.stack[-1] = frame
        return self.stack.copy()

    def step(self, action):
        frame, reward, terminated, truncated, _ = self.env.step(action)
        self.stack = np.concatenate([self.stack[1:], np.squeeze(frame)[None]])
        return self.stack.copy(), reward, terminated or truncated
