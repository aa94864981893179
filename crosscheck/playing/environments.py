"""Atari as the frameworks set it up: their own wrappers, for training and for whole games from a number of idle frames."""

import ale_py
import cv2
import gymnasium
import numpy as np
from stable_baselines3.common import atari_wrappers as sb3

gymnasium.register_envs(ale_py)
idle_frames = 30


class CleanRlFrames(gymnasium.ObservationWrapper):
    """ResizeObservation (84, 84) and then GrayscaleObservation, as in CleanRL's dqn_atari.py.

    CleanRL requires Gymnasium 0.29, which computes both by OpenCV; since 1.0 Gymnasium's gray has other weights."""

    def __init__(self, env):
        super().__init__(env)
        self.observation_space = gymnasium.spaces.Box(0, 255, (84, 84), np.uint8)

    def observation(self, frame):
        return cv2.cvtColor(cv2.resize(frame, (84, 84), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)


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
    """Whole games by the framework's own wrappers, from a given number of idle frames; stacks of 4 frames, [4, 84, 84].

    A lost life ends no game, but the wrappers reset then: NOOP, FIRE where the game has it, and a new stack."""

    def __init__(self, game, framework):
        self.noops = sb3.NoopResetEnv(base(game), idle_frames)
        self.lives = sb3.EpisodicLifeEnv(sb3.MaxAndSkipEnv(self.noops, 4))
        has_fire = "FIRE" in self.lives.unwrapped.get_action_meanings()
        self.env = frames(sb3.FireResetEnv(self.lives) if has_fire else self.lives, framework)
        self.framework = framework

    @property
    def actions(self):
        return self.env.action_space.n

    def reset(self, idle, seed=None):
        """A seed loads the ROM anew; without one, the console is reset as it is, as between two games."""
        self.noops.override_num_noops = idle
        self.lives.was_real_done = True
        return self.restart(seed)

    def restart(self, seed=None):
        frame, _ = self.env.reset(seed=seed)
        frame = np.squeeze(frame)
        # SB3's VecFrameStack starts with zeros, Gymnasium's FrameStackObservation with repetitions of the first frame.
        self.stack = np.repeat(frame[None], 4, 0) if self.framework == "cleanrl" else np.zeros((4, 84, 84), np.uint8)
        self.stack[-1] = frame
        return self.stack.copy()

    def step(self, action):
        frame, reward, terminated, truncated, _ = self.env.step(action)
        over = truncated or (terminated and self.lives.was_real_done)
        if terminated and not over:
            return self.restart(), reward, False
        self.stack = np.concatenate([self.stack[1:], np.squeeze(frame)[None]])
        return self.stack.copy(), reward, over
