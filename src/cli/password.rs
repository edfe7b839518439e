//! Asking for a password: at a terminal twice and unseen, otherwise one line of standard input. Never an argument.

use std::io::{BufRead, IsTerminal};

use anyhow::{Context, Result, bail};

/// The password typed or piped in, exactly, without the line's end.
pub(super) fn ask(for_whom: &str) -> Result<String> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        let mut line = String::new();
        input.lock().read_line(&mut line).context(
            "the password on standard input cannot be read; it must be one line of text in UTF-8",
        )?;
        let line = line.strip_suffix('\n').unwrap_or(&line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            bail!(
                "there is no password on standard input; write it there in one line, or run the command at a terminal"
            );
        }
        return Ok(line.to_owned());
    }
    let password = rpassword::prompt_password(format!("Password for {for_whom}: "))?;
    if rpassword::prompt_password("The same again: ")? != password {
        bail!("the two passwords differ; run the command again");
    }
    Ok(password)
}
