"""Frames and games as Python's libraries give them, for comparison: what their wrappers do, in a few lines, on OpenCV and ale-py.

One JSON request on stdin, one line on stdout for each picture or step. The wrappers, by their names in Stable-Baselines3, Gymnasium
and SA-DQN: MaxAndSkipEnv, WarpFrame, ResizeObservation, GrayscaleObservation of Gymnasium 0.x and (gymnasium-rgb) 1.x, AtariPreprocessing, NoopResetEnv,
FireResetEnv, EpisodicLifeEnv, VecFrameStack and FrameStack.
"""
import hashlib
import json
import sys

import cv2
import numpy as np

SIZE = (84, 84)


def resize(image):
    return cv2.resize(image, SIZE, interpolation=cv2.INTER_AREA)


def crop(image, shift):
    """WarpFrame of SA-DQN with central_crop."""
    if shift is None:
        return image
    side = np.zeros((image.shape[0], 4) + image.shape[2:], image.dtype)
    image = np.concatenate((side, image, side), axis=1)
    height, width = image.shape[:2]
    offset = (height - width) // 2
    return image[offset + shift : height - offset + shift]


def frame(how, rgb, gray, shift):
    """One frame of an observation. rgb, gray: the last picture, or the last two, which are pooled."""
    if how == "gymnasium":
        return resize(crop(np.maximum.reduce(gray), shift))
    pooled = np.max(rgb, axis=0)
    if how == "sb3":
        return resize(crop(cv2.cvtColor(pooled, cv2.COLOR_RGB2GRAY), shift))
    if how == "gymnasium-rgb":
        return np.sum(np.multiply(resize(crop(pooled, shift)), np.array([0.2125, 0.7154, 0.0721])), axis=-1).astype(np.uint8)
    return cv2.cvtColor(resize(crop(pooled, shift)), cv2.COLOR_RGB2GRAY)


def show(image):
    return hashlib.md5(np.ascontiguousarray(image).tobytes()).hexdigest()


def pictures(request):
    for each in request["pictures"]:
        rgb = [np.frombuffer(bytes.fromhex(h), np.uint8).reshape(-1, 160, 3) for h in each["rgb"]]
        gray = [np.frombuffer(bytes.fromhex(h), np.uint8).reshape(-1, 160) for h in each["gray"]]
        print(show(frame(each["how"], rgb, gray, each["shift"])))


class Game:
    def __init__(self, request):
        import ale_py
        from ale_py import roms

        self.ale = ale_py.ALEInterface()
        ale_py.ALEInterface.setLoggerMode(ale_py.LoggerMode.Error)
        self.ale.setInt("random_seed", 1)
        self.ale.setFloat("repeat_action_probability", 0)
        self.ale.loadROM(roms.get_rom_path(request["game"]))
        self.set = self.ale.getMinimalActionSet()
        self.request = request
        self.points = 0
        self.lives = 0

    def picture(self):
        return self.ale.getScreenRGB(), self.ale.getScreenGrayscale()

    def step(self, action):
        """MaxAndSkipEnv."""
        seen = []
        for _ in range(4):
            self.points += self.ale.act(self.set[action])
            seen.append(self.picture())
            if self.ale.game_over():
                break
        self.last = seen[-2:]

    def fire(self):
        """FireResetEnv; without its second action as in Tianshou."""
        for action in self.request["fire"]:
            self.step(action)

    def reset(self):
        self.ale.reset_game()
        self.last = [self.picture()]
        for _ in range(self.request["noops"]):
            self.ale.act(self.set[0])
            self.last = [self.picture()]
        self.fire()
        self.lives = self.ale.lives()

    def frame(self):
        rgb, gray = zip(*self.last)
        return frame(self.request["how"], rgb, gray, self.request["shift"])


def play(request):
    game = Game(request)
    game.reset()
    fill = {"zeros": np.zeros_like, "repeat": np.copy}[request["padding"]]
    restart = lambda newest: [fill(newest), fill(newest), fill(newest), newest]
    stack = restart(game.frame())
    print(show(np.stack(stack)))
    for action in request["actions"]:
        game.step(action)
        lost = 0 < game.ale.lives() < game.lives
        if lost and request["episodic"]:  # EpisodicLifeEnv, then a reset
            game.step(0)
            game.fire()
            stack = restart(game.frame())
        else:
            stack = stack[1:] + [game.frame()]
        game.lives = game.ale.lives()
        print(show(np.stack(stack)), game.points, int(lost))
        if game.ale.game_over():
            break


request = json.load(sys.stdin)
pictures(request) if "pictures" in request else play(request)
