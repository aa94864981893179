"""The field's libraries on the same network and inputs. All functions take and return pixels of 0…255, float32 [N, C, H, W]."""

import math
import types

import eagerpy
import foolbox
import numpy as np
import torch
import torch.nn.functional as F
import torchattacks
from art.attacks.evasion import BasicIterativeMethod, FastGradientMethod
from art.estimators.classification import PyTorchClassifier
from pyautoattack import AutoAttack


class Scaled(torch.nn.Module):
    """The network for pixels of 0…1, which torchattacks and AutoAttack expect."""

    def __init__(self, network):
        super().__init__()
        self.network = network
        self.of_device = torch.nn.Parameter(torch.zeros(1), requires_grad=False)

    def forward(self, x):
        return self.network(x * 255)


def margin(outputs, labels):
    own = outputs.gather(1, labels[:, None]).squeeze(1)
    others = outputs.scatter(1, labels[:, None], -math.inf)
    return others.max(1).values - own


def dlr(outputs, labels):
    ordered = outputs.sort(1, descending=True).values
    return margin(outputs, labels) / (ordered[:, 0] - ordered[:, 2] + 1e-12)


losses = {
    "ce": lambda outputs, labels: F.cross_entropy(outputs, labels, reduction="none"),
    "margin": margin,
    "dlr": dlr,
}


def gradient(network, x, labels, loss, samples=1):
    """Mean over samples of the gradients of the loss, and the mean loss of each example."""
    x = x.clone().requires_grad_()
    total = sum(losses[loss](network(x), labels) for _ in range(samples)) / samples
    return torch.autograd.grad(total.sum(), x)[0], total.detach()


def project(x, clean, lam):
    return torch.clamp(torch.minimum(torch.maximum(x, clean - lam), clean + lam), 0, 255)


def own_fgsm(network, x, labels, lam, loss, samples=1):
    return project(x + lam * gradient(network, x, labels, loss, samples)[0].sign(), x, lam)


def own_bim(network, clean, labels, lam, step, samples=1):
    x = clean
    for _ in range(math.ceil(lam / step)):
        x = project(x + step * gradient(network, x, labels, "ce", samples)[0].sign(), clean, lam)
    return x


def own_eot_pgd(network, clean, labels, lam, steps, samples=1):
    """torch's Adam, learning rate 0.1 gray levels, on the sign of the mean gradient of the margin (Athalye et al. 2018)."""
    x = clean.clone().requires_grad_()
    adam = torch.optim.Adam([x], lr=max(0.1, 2.5 * lam / steps))
    for _ in range(steps):
        x.grad = -gradient(network, x.detach(), labels, "margin", samples)[0].sign()
        adam.step()
        x.data = project(x.data, clean, lam)
    return x.detach()


def targeted(network, clean, labels, lam, step):
    x = clean
    for _ in range(math.ceil(lam / step)):
        x = project(x - step * gradient(network, x, labels, "ce")[0].sign(), clean, lam)
    return x


def by_foolbox(attack, network, x, labels, lam, aim=foolbox.criteria.Misclassification):
    model = foolbox.PyTorchModel(network.eval(), bounds=(0, 255), device="cpu")
    return attack.run(model, x, aim(labels), epsilon=lam)


def foolbox_fgsm(network, x, labels, lam):
    return by_foolbox(foolbox.attacks.LinfFastGradientAttack(random_start=False), network, x, labels, lam)


def foolbox_bim(network, x, labels, lam, step, aim=foolbox.criteria.Misclassification):
    steps = math.ceil(lam / step)
    attack = foolbox.attacks.LinfBasicIterativeAttack(abs_stepsize=step, steps=steps, random_start=False)
    return by_foolbox(attack, network, x, labels, lam, aim)


def foolbox_pgd(network, x, labels, lam, start):
    attack = foolbox.attacks.LinfPGD(abs_stepsize=2.5 * lam / 40, steps=40, random_start=True)
    point = project(x + lam * start, x, lam)
    attack.get_random_start = types.MethodType(lambda self, x0, epsilon: eagerpy.astensor(point), attack)
    return by_foolbox(attack, network, x, labels, lam)


def by_art(make, network, x, labels):
    estimator = PyTorchClassifier(
        model=network, loss=torch.nn.CrossEntropyLoss(), input_shape=tuple(x.shape[1:]),
        nb_classes=network(x[:1]).shape[1], clip_values=(0, 255), device_type="cpu",
    )
    return torch.from_numpy(make(estimator).generate(x=x.numpy(), y=labels.numpy().astype(np.int64)))


def art_fgsm(network, x, labels, lam):
    return by_art(lambda e: FastGradientMethod(e, eps=lam, batch_size=len(x)), network, x, labels)


def art_bim(network, x, labels, lam, step):
    make = lambda e: BasicIterativeMethod(e, eps=lam, eps_step=step, max_iter=math.ceil(lam / step), batch_size=len(x), verbose=False)
    return by_art(make, network, x, labels)


def by_torchattacks(make, network, x, labels):
    return make(Scaled(network))(x / 255, labels) * 255


def torchattacks_fgsm(network, x, labels, lam):
    return by_torchattacks(lambda m: torchattacks.FGSM(m, eps=lam / 255), network, x, labels)


def torchattacks_bim(network, x, labels, lam, step):
    make = lambda m: torchattacks.BIM(m, eps=lam / 255, alpha=step / 255, steps=math.ceil(lam / step))
    return by_torchattacks(make, network, x, labels)


def torchattacks_apgd(network, x, labels, lam, loss="ce", steps=100, samples=1):
    make = lambda m: torchattacks.APGD(m, eps=lam / 255, steps=steps, loss=loss, eot_iter=samples, seed=1)
    return by_torchattacks(make, network, x, labels)


def torchattacks_eotpgd(network, x, labels, lam, steps, samples):
    make = lambda m: torchattacks.EOTPGD(m, eps=lam / 255, alpha=2.5 * lam / steps / 255, steps=steps, eot_iter=samples)
    return by_torchattacks(make, network, x, labels)


def autoattack(network, x, labels, lam, attacks, queries=None):
    """AutoAttack, attack by attack on the examples that are left; the targeted ones aim at every other output, at most 9."""
    outputs = network(x[:1]).shape[1]
    runner = AutoAttack(Scaled(network), eps=lam / 255, version="custom", attacks=attacks, seed=1)
    runner.verbose = False
    runner.apgd.n_restarts = 1
    runner.fab.n_restarts = 1
    runner.fab.n_target_classes = runner.apgd_targeted.n_target_classes = min(outputs - 1, 9)
    if queries:
        runner.square.n_queries = queries
    return runner.run_standard_evaluation(x / 255, labels, batch_size=len(x))[0] * 255
