//! `claimgraph completions`: what a shell completes.

use clap::Args;
use clap_complete::Shell;

use super::output::write_to;
use super::{Exit, help};

/// Write the completions of a shell to standard output.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  # bash, with the package bash-completion
  claimgraph completions bash > ~/.local/share/bash-completion/completions/claimgraph
  # zsh: any folder of $fpath, before compinit runs
  claimgraph completions zsh > ~/.zfunc/_claimgraph
  claimgraph completions fish > ~/.config/fish/completions/claimgraph.fish
  claimgraph completions elvish >> ~/.config/elvish/rc.elv
  # PowerShell: the line below adds them to the profile
  claimgraph completions powershell >> $PROFILE

A shell that is started after that completes subcommands, options and their values. Where bash-completion is missing,
bash reads them with: source <(claimgraph completions bash)")]
pub(super) struct Arguments {
    /// Shell to write for.
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut help::command(), "claimgraph", &mut script);
    write_to(None, |out| Ok(out.write_all(&script)?))?;
    Ok(Exit::Done)
}
