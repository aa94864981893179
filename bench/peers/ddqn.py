"""Double DQN in PyTorch for the peers: the network, batch and mathematics of configs/paper.json."""
import torch
import torch.nn.functional as F

actions, batch, discount = 6, 32, 0.99
rate, decay, epsilon = 2.5e-4, 0.95, 1e-5


def network(actions=actions):
    return torch.nn.Sequential(
        torch.nn.Conv2d(4, 32, 8, 4), torch.nn.ReLU(),
        torch.nn.Conv2d(32, 64, 4, 2), torch.nn.ReLU(),
        torch.nn.Conv2d(64, 64, 3, 1), torch.nn.ReLU(),
        torch.nn.Flatten(),
        torch.nn.Linear(3136, 512), torch.nn.ReLU(),
        torch.nn.Linear(512, actions),
    )


def learner(actions=actions):
    """An online network, and a function that updates it from a batch of transitions."""
    online, target = network(actions), network(actions)
    target.load_state_dict(online.state_dict())
    optimizer = torch.optim.RMSprop(online.parameters(), lr=rate, alpha=decay, eps=epsilon, centered=True)

    def update(s_tm1, a_tm1, r_t, discount_t, s_t):
        x_tm1, x_t = s_tm1.float() / 255, s_t.float() / 255
        with torch.no_grad():
            best = online(x_t).argmax(1)
            bootstrap = target(x_t).gather(1, best[:, None])[:, 0]
            goal = r_t + discount_t * bootstrap
        q = online(x_tm1).gather(1, a_tm1[:, None])[:, 0]
        loss = F.smooth_l1_loss(q, goal)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return online, update
