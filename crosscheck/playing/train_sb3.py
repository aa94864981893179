"""Stable-Baselines3's DQN with its own wrappers, saved every few thousand steps, and resumed."""

from pathlib import Path

from stable_baselines3 import DQN
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.vec_env import DummyVecEnv, VecFrameStack, VecTransposeImage

from playing.environments import for_training


def train(game, steps, folder, save_every=25_000):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    env = VecTransposeImage(VecFrameStack(DummyVecEnv([lambda: for_training(game, "sb3")]), 4))
    model_path, replay_path, final = folder / "model.zip", folder / "replay.pkl", folder / "final.zip"
    if final.exists():
        return final
    if model_path.exists() and replay_path.exists():
        model = DQN.load(model_path, env=env)
        model.load_replay_buffer(replay_path)
    else:
        model = DQN(
            "CnnPolicy", env, buffer_size=steps, learning_starts=min(5000, steps // 2), train_freq=2, target_update_interval=1000,
            exploration_fraction=0.2, exploration_final_eps=0.01, optimize_memory_usage=True,
            replay_buffer_kwargs={"handle_timeout_termination": False}, seed=1,
        )  # fmt: skip
    model.learn(steps - model.num_timesteps, callback=Saving(save_every, model_path, replay_path, game), reset_num_timesteps=False)
    model.save(final)
    return final


class Saving(BaseCallback):
    """Saves the model and the replay buffer, so that a training that was stopped resumes."""

    def __init__(self, period, model_path, replay_path, game):
        super().__init__()
        self.period, self.paths, self.game = period, (model_path, replay_path), game

    def _on_step(self):
        if self.num_timesteps % self.period == 0:
            self.model.save(self.paths[0])
            self.model.save_replay_buffer(self.paths[1])
            returns = [episode["r"] for episode in self.model.ep_info_buffer]
            print(f"sb3 {self.game}: step {self.num_timesteps}, mean return {sum(returns) / max(1, len(returns)):.0f}", flush=True)
        return True
