import { Argument, Command } from 'commander';
import { agentIn, loadAgent } from '../../agent/agent-files.js';
import { readCard } from '../../agent/zoo/card.js';
import { printable } from '../../common/printable.js';
import { agentInfo, infoLines } from '../agents/agent-info.js';
import { chooseRun, chosenName, introduce } from '../agents/chosen-agents.js';
import { bundledForms, runFolder } from '../options/bundled.js';

export function infoCommand(): Command {
  return new Command('info')
    .description(
      'Say what an agent is: its game, actions and network, the rules of play that differ from the default, how it was trained or where it was imported from.',
    )
    .addArgument(
      new Argument('[agent]', `run folder or folder of an agent, ${bundledForms} (default: the newest run)`).argParser(
        runFolder,
      ),
    )
    .option('--json', 'print JSON', false)
    .action(async (folder: string | undefined, { json }: { readonly json: boolean }) => {
      const chosen = await chooseRun(folder === undefined ? {} : { run: folder });
      const introduction = await introduce([chosenName(chosen)]);
      const info = agentInfo(loadAgent(chosen.folder), readCard(agentIn(chosen.folder)));
      if (json) return console.log(JSON.stringify({ ...introduction.json[0], ...info }, null, 2));
      for (const line of [...introduction.lines, ...infoLines(info)]) console.log(printable(line));
    });
}
