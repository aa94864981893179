import DefaultTheme from 'vitepress/theme-without-fonts';
import '../../../../web/style/tokens.css';
import './style.css';

export default DefaultTheme;
